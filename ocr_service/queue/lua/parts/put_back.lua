--[[ Take a claimed task from its worker, back to the head of its queue. ]]
local function put_back(task, message)
  redis.call('ZREM', K_PROCESSING, task.id)
  redis.call('HSET', P_TASK .. task.id, 'status', 'QUEUED', 'worker', '', 'progress', 0, 'message', message,
    'updated_at', NOW_ISO, 'queued_ms', NOW)
  enter_head(task)
  emit(task, 'QUEUED', 0, message)
end
