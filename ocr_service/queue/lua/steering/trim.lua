#!lua flags=allow-oom
--[[ Forget finished tasks whose time is over, in a step of bounded length.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 most tasks of each kind in this step
        3 age, ms, of completed and cancelled tasks   4 age, ms, of dead letters
  Returns how many were forgotten. ]]
-- include: clock, task, forget
local function trim(index, age_ms, final)
  local old = redis.call('ZRANGEBYSCORE', index, '-inf', NOW - age_ms, 'LIMIT', 0, ARGV[2])
  for _, id in ipairs(old) do
    local task = row(id)
    if task.status == '' or final[task.status] then forget(task) else redis.call('ZREM', index, id) end
  end
  return #old
end
redis.call('ZREMRANGEBYSCORE', K_CANCELLED, '-inf', NOW - tonumber(ARGV[3]))
return trim(K_FINISHED, tonumber(ARGV[3]), {COMPLETED = true, CANCELLED = true})
  + trim(K_DEAD, tonumber(ARGV[4]), {FAILED = true})
