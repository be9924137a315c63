--[[ How does a task end? The one place that every final state goes through.
  finish(task, status, index, ttl_s, sums, fields…)
    sums are what else is counted besides the end itself, as for count_all.
    The hash outlives its entry in the indexes by an hour: trimming needs it to find them. A key's own time is written
    into it, for trimming and for the janitor; where that is shorter they are the ones who forget the task.
  tell(task, kind)   those who subscribed to this kind of event of the task; TOLD are the fields that it needs, read unless
    the row has them ]]
local SLACK_S = 3600
local KINDS = {COMPLETED = 'task.completed', FAILED = 'task.failed', CANCELLED = 'task.cancelled'}
local TOLD = {'callback_url', 'callback_events', 'lives'}

-- A task that is run again lives once more: its events are others then.
local function tell(task, kind)
  if not task.lives then read(task, TOLD) end
  local life = task.lives ~= '' and task.lives or '1'
  announce({kind = kind, subject = task.id .. ' ' .. life, task_id = task.id, batch_id = task.batch_id,
    owner = task.owner, key_id = task.key_id, url = task.callback_url, events = task.callback_events})
end

local function finish(task, status, index, ttl_s, sums, ...)
  redis.call('HSET', P_TASK .. task.id, 'status', status, 'finished_at', NOW_ISO, 'updated_at', NOW_ISO, ...)
  -- What made an earlier run fail says nothing about a result; it stays in the history.
  redis.call('HDEL', P_TASK .. task.id, 'queued_ms', 'claimed_ms', unpack(status == 'COMPLETED' and {'error'} or {}))
  redis.call('ZADD', index, NOW, task.id)
  if status == 'CANCELLED' then redis.call('ZADD', K_CANCELLED, NOW, task.id) end
  local keep_s = kept_s(task.key_id, 0)
  if keep_s > 0 then redis.call('HSET', P_TASK .. task.id, 'keep_s', keep_s) end
  redis.call('EXPIRE', P_TASK .. task.id, math.max(ttl_s, keep_s) + SLACK_S)
  count_all({string.lower(status), 1, unpack(sums)})
  count_open(task.key_id, -1)
  tell(task, KINDS[status])
  batch_close(task)
end

local function finish_failed(task, code, detail)
  finish(task, 'FAILED', K_DEAD, FAILED_TTL_S, {}, 'error', cjson.encode({code = code, detail = detail}),
    'message', 'Failed')
  remember(task, code, detail)
  emit(task, 'FAILED', task.progress, code)
  tell(task, 'dead_letter.created')
end
