--[[ How long was a task worked on, over all its runs? The deadline of a task counts it.
  charge(id, until_ms)   adds the run that ended then; its claim left the beginning on the hash ]]
local function charge(id, until_ms)
  local claimed_ms = tonumber(redis.call('HGET', P_TASK .. id, 'claimed_ms'))
  if claimed_ms then redis.call('HINCRBY', P_TASK .. id, 'spent_ms', math.max(until_ms - claimed_ms, 0)) end
end
