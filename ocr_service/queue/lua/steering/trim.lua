#!lua flags=allow-oom
--[[ Forget finished tasks whose time is over, in a step of bounded length.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 most tasks of each kind in this step
        3 age, ms, of completed and cancelled tasks   4 age, ms, of dead letters
        5, 6 how many of each kind to leave alone: they were found to be kept longer
  Returns how many were forgotten or kept, and how many of each kind were kept. ]]
-- include: clock, task, forget
local function trim(index, age_ms, skip, final)
  local old = redis.call('ZRANGEBYSCORE', index, '-inf', NOW - age_ms, 'WITHSCORES', 'LIMIT', skip, ARGV[2])
  local kept = 0
  for at = 1, #old, 2 do
    local id, ended = old[at], tonumber(old[at + 1])
    local task = row(id)
    local keep_s = tonumber(redis.call('HGET', P_TASK .. id, 'keep_s')) or 0
    if keep_s > 0 and ended + keep_s * 1000 > NOW then kept = kept + 1
    elseif task.status == '' or final[task.status] then forget(task)
    else redis.call('ZREM', index, id) end
  end
  return #old / 2, kept
end
redis.call('ZREMRANGEBYSCORE', K_CANCELLED, '-inf', NOW - tonumber(ARGV[3]))
local finished, kept = trim(K_FINISHED, tonumber(ARGV[3]), ARGV[5], {COMPLETED = true, CANCELLED = true})
local failed, kept_failed = trim(K_DEAD, tonumber(ARGV[4]), ARGV[6], {FAILED = true})
return {finished + failed, kept, kept_failed}
