--[[ How much was done, and how long did it take? Totals for ever, and buckets of five minutes that live a little over a week.
  count_all({name, by, …})   add to totals and to the bucket
  count(name, by)            add to one
  bound_of(name, ms)         the total of those that took no longer than the first bound that holds this ]]
-- One command to read and one to write, however many they are: each command that writes goes into the append-only file.
local function add(key, sums)
  local fields, count = {}, #sums / 2
  for index = 1, count do fields[index] = sums[2 * index - 1] end
  local stored = redis.call('HMGET', key, unpack(fields))
  for index = 1, count do
    fields[2 * index - 1] = sums[2 * index - 1]
    fields[2 * index] = string.format('%d', (stored[index] or 0) + sums[2 * index])
  end
  redis.call('HSET', key, unpack(fields))
  return stored[1]
end

local BUCKET_TTL_S = 8 * 86400

local function count_all(sums)
  local bucket = P_BUCKET .. math.floor(NOW / 300000)
  if not add(bucket, sums) then redis.call('EXPIRE', bucket, BUCKET_TTL_S) end
  add(K_STATS, sums)
end

local function count(name, by) count_all({name, by}) end

local function bound_of(name, ms) return 'time:' .. name .. ':' .. BOUND_MS(ms) end
