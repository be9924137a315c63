--[[ How much was done, and how long did it take? Totals for ever, and buckets of five minutes that live a little over an hour.
  count(name, by)     add to a total
  observe(name, ms)   one more that took so long: to its sum, and to the first of BOUNDS_MS that it does not exceed ]]
local function count(name, by)
  redis.call('HINCRBY', K_STATS, name, by)
  local bucket = P_BUCKET .. math.floor(NOW / 300000)
  if redis.call('HINCRBY', bucket, name, by) == by then redis.call('EXPIRE', bucket, 4500) end
end

local function observe(name, ms)
  local bound = 'inf'
  for index = #BOUNDS_MS, 1, -1 do
    if ms <= BOUNDS_MS[index] then bound = BOUNDS_MS[index] end
  end
  count('time:' .. name, ms)
  redis.call('HINCRBY', K_STATS, 'time:' .. name .. ':' .. bound, 1)
end
