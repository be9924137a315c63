--[[ What does a task's hash say, and who is told when it changes?
  row(id)   the fields that transitions need, '' for what is missing; status is '' when there is no task
  emit(…)   one entry of the event stream; with pages where their numbers are news ]]
local FIELDS = {'status', 'token', 'priority', 'owner', 'batch_id', 'progress', 'worker', 'version', 'key_id'}

local function row(id)
  local values = redis.call('HMGET', P_TASK .. id, unpack(FIELDS))
  local task = {id = id}
  for index, name in ipairs(FIELDS) do task[name] = values[index] or '' end
  return task
end

local function emit(task, status, progress, message, pages_done, pages_total)
  local pages = pages_total and {'pages_done', pages_done, 'pages_total', pages_total} or {}
  redis.call('XADD', K_EVENTS, 'MAXLEN', '~', MAX_EVENTS, '*', 'task_id', task.id, 'owner', task.owner,
    'batch_id', task.batch_id, 'status', status, 'progress', progress, 'message', message or '', 'at', NOW_ISO,
    unpack(pages))
end

-- Owners' names in keys, as urllib.parse.quote(owner, safe='') writes them.
local function quoted(owner)
  return (string.gsub(owner, '[^%w_.~-]', function(char) return string.format('%%%02X', string.byte(char)) end))
end

-- Why a run ended before its time: kept on the task, the latest MAX_HISTORY of them.
local function remember(task, reason, detail)
  local stored = redis.call('HGET', P_TASK .. task.id, 'history')
  local history = stored and cjson.decode(stored) or {}
  history[#history + 1] = {at = NOW_ISO, reason = reason, detail = detail, worker = task.worker}
  while #history > MAX_HISTORY do table.remove(history, 1) end
  redis.call('HSET', P_TASK .. task.id, 'history', cjson.encode(history))
end

--[[ How long was a task worked on, over all its runs? The deadline of a task counts it.
  charge(id, until_ms)   adds the run that ended then; its claim left the beginning on the hash ]]
local function charge(id, until_ms)
  local claimed_ms = tonumber(redis.call('HGET', P_TASK .. id, 'claimed_ms'))
  if claimed_ms then redis.call('HINCRBY', P_TASK .. id, 'spent_ms', math.max(until_ms - claimed_ms, 0)) end
end
