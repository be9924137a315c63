--[[ When is a batch finished?
  batch_close(task)   one of its tasks is
  tell_batch(task)    those who subscribed to the end of the task's batch
  batch_settle(task)  the last one of an announced total finishes the batch, exactly once; who subscribed is told ]]
local function tell_batch(task)
  local told = redis.call('HMGET', P_BATCH .. task.batch_id, 'key_id', 'callback_url', 'callback_events')
  announce({kind = 'batch.completed', subject = task.batch_id, batch_id = task.batch_id, owner = task.owner,
    key_id = told[1], url = told[2], events = told[3]})
end

local function batch_settle(task)
  local key = P_BATCH .. task.batch_id
  if redis.call('SCARD', key .. ':open') > 0 then return end
  local total = tonumber(redis.call('HGET', key, 'total')) or 0
  if redis.call('LLEN', key .. ':tasks') < total then return end
  if redis.call('HSETNX', key, 'finished_at', NOW_ISO) == 0 then return end
  emit({id = '', owner = task.owner, batch_id = task.batch_id}, 'BATCH_FINISHED', 100)
  tell_batch(task)
end

local function batch_close(task)
  if task.batch_id == '' then return end
  local key = P_BATCH .. task.batch_id
  if redis.call('SREM', key .. ':open', task.id) == 0 then return end
  for _, suffix in ipairs({'', ':open', ':tasks'}) do redis.call('EXPIRE', key .. suffix, TASK_TTL_S) end
  batch_settle(task)
end
