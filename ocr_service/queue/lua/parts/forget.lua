--[[ Remove everything that Redis holds of a task which waits nowhere; the upload that became it has the same id. ]]
local function forget(task)
  -- The content cache remembers a document by its hash: a trace as well.
  local source = redis.call('HMGET', P_TASK .. task.id, 'sha256', 'options')
  if source[1] and source[2] then
    local cached = P_DEDUPE .. quoted(task.owner) .. ':' .. source[1] .. ':' .. redis.sha1hex(source[2])
    if redis.call('GET', cached) == task.id then redis.call('UNLINK', cached) end
  end
  for _, index in ipairs({K_PENDING, K_DELAYED, K_DEAD, K_FINISHED, K_CANCELLED, K_TASKS}) do
    redis.call('ZREM', index, task.id)
  end
  if task.owner ~= '' then redis.call('ZREM', P_TASKS .. quoted(task.owner), task.id) end
  redis.call('UNLINK', P_TASK .. task.id, P_RESULT .. task.id, P_SECRET .. task.id, P_UPLOAD .. task.id)
end
