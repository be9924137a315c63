--[[ Remove everything that Redis holds of a task which waits nowhere. ]]
local function forget(task)
  for _, index in ipairs({K_PENDING, K_DELAYED, K_DEAD, K_FINISHED, K_CANCELLED, K_TASKS}) do
    redis.call('ZREM', index, task.id)
  end
  if task.owner ~= '' then redis.call('ZREM', P_TASKS .. quoted(task.owner), task.id) end
  redis.call('UNLINK', P_TASK .. task.id, P_RESULT .. task.id, P_SECRET .. task.id)
end
