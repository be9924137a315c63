--[[ How does a task end? The one place that every final state goes through.
  finish(task, status, index, ttl_s, fields…)
    The hash outlives its entry in the indexes by an hour: trimming needs it to find them. ]]
local SLACK_S = 3600

local function finish(task, status, index, ttl_s, ...)
  redis.call('HSET', P_TASK .. task.id, 'status', status, 'finished_at', NOW_ISO, 'updated_at', NOW_ISO, ...)
  -- What made an earlier run fail says nothing about a result; it stays in the history.
  redis.call('HDEL', P_TASK .. task.id, 'queued_ms', 'claimed_ms', unpack(status == 'COMPLETED' and {'error'} or {}))
  redis.call('ZADD', index, NOW, task.id)
  if status == 'CANCELLED' then redis.call('ZADD', K_CANCELLED, NOW, task.id) end
  redis.call('EXPIRE', P_TASK .. task.id, ttl_s + SLACK_S)
  count(string.lower(status), 1)
  count_open(task.key_id, -1)
  batch_close(task)
end

local function finish_failed(task, code, detail)
  finish(task, 'FAILED', K_DEAD, FAILED_TTL_S, 'error', cjson.encode({code = code, detail = detail}),
    'message', 'Failed')
  remember(task, code, detail)
  emit(task, 'FAILED', task.progress, code)
end
