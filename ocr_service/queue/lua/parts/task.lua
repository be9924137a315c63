--[[ What does a task's hash say, and who is told when it changes?
  row(id, more)        the fields that transitions need, and those named in `more`; '' for what is missing; status is ''
                       when there is no task
  read(task, fields)   adds fields of its hash to a row
  emit(…)              one entry of the event stream; with pages where their numbers are news ]]
local FIELDS = {'status', 'token', 'priority', 'owner', 'batch_id', 'progress', 'worker', 'version', 'key_id'}

local function read(task, fields)
  local values = redis.call('HMGET', P_TASK .. task.id, unpack(fields))
  for index, name in ipairs(fields) do task[name] = values[index] or '' end
  return task
end

local function row(id, more)
  local fields = more and {unpack(FIELDS)} or FIELDS
  for _, name in ipairs(more or {}) do fields[#fields + 1] = name end
  return read({id = id}, fields)
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
