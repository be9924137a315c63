--[[ batch_open(task)   the task belongs to its batch and is not finished ]]
local function batch_open(task)
  if task.batch_id == '' then return end
  local key = P_BATCH .. task.batch_id
  if redis.call('HSETNX', key, 'created_at', NOW_ISO) == 1 then
    redis.call('HSET', key, 'owner', task.owner, 'total', 0)
  end
  redis.call('SADD', key .. ':open', task.id)
  for _, suffix in ipairs({'', ':open', ':tasks'}) do redis.call('EXPIRE', key .. suffix, TASK_TTL_S) end
end
