#!lua flags=allow-oom
--[[ Forget finished tasks whose time is over, in a step of bounded length.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 most tasks of each kind in this step
  Returns how many were forgotten. ]]
-- include: clock, task, forget
local function trim(index, ttl_s, final)
  local old = redis.call('ZRANGEBYSCORE', index, '-inf', NOW - ttl_s * 1000, 'LIMIT', 0, ARGV[2])
  for _, id in ipairs(old) do
    local task = row(id)
    if task.status == '' or final[task.status] then forget(task) else redis.call('ZREM', index, id) end
  end
  return #old
end
return trim(K_FINISHED, TASK_TTL_S, {COMPLETED = true, CANCELLED = true}) + trim(K_DEAD, FAILED_TTL_S, {FAILED = true})
