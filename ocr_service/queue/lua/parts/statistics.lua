--[[ How much was done, and how long did it take? Totals for ever, and buckets of five minutes that live a little over a week.
  count_all({name, by, …})   add to totals and to the bucket
  count(name, by)            add to one
  bound_of(name, ms)         the total of those that took no longer than the first of BOUNDS_MS that holds this ]]
-- One command to read and one to write, however many they are: each command that writes goes into the append-only file.
local function add(key, sums)
  local names, added = {}, {}
  for index = 1, #sums, 2 do names[#names + 1] = sums[index] end
  local stored = redis.call('HMGET', key, unpack(names))
  for index, name in ipairs(names) do
    added[2 * index - 1] = name
    added[2 * index] = string.format('%d', (tonumber(stored[index]) or 0) + sums[2 * index])
  end
  redis.call('HSET', key, unpack(added))
  return stored[1]
end

local BUCKET_TTL_S = 8 * 86400

local function count_all(sums)
  local bucket = P_BUCKET .. math.floor(NOW / 300000)
  if not add(bucket, sums) then redis.call('EXPIRE', bucket, BUCKET_TTL_S) end
  add(K_STATS, sums)
end

local function count(name, by) count_all({name, by}) end

local function bound_of(name, ms)
  local bound = 'inf'
  for index = #BOUNDS_MS, 1, -1 do
    if ms > BOUNDS_MS[index] then break end
    bound = BOUNDS_MS[index]
  end
  return 'time:' .. name .. ':' .. bound
end
