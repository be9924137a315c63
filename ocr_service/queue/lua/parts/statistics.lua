--[[ How much was done? Totals for ever, and buckets of five minutes that live a little over an hour. ]]
local function count(name, by)
  redis.call('HINCRBY', K_STATS, name, by)
  local bucket = P_BUCKET .. math.floor(NOW / 300000)
  if redis.call('HINCRBY', bucket, name, by) == by then redis.call('EXPIRE', bucket, 4500) end
end
