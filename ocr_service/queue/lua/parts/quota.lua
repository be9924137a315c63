--[[ What may an API key still do, and what has it done? Tasks without a key are not counted.
  over_quota(key, bytes)   what stands against one more task: 'waiting_tasks' | 'pages' | 'bytes' | nil
  use(key, what, amount)   add to what the key used this month
  count_open(key, change)  one more, or one less, of its tasks has not ended
  kept_s(key, usual)       how many seconds what its tasks led to is kept ]]
local USAGE_TTL_S = 400 * 86400

local function usage_of(key) return P_USAGE .. key .. ':' .. string.sub(NOW_ISO, 1, 7) end

local function use(key, what, amount)
  if key == '' then return end
  redis.call('HINCRBY', usage_of(key), what, amount)
  redis.call('EXPIRE', usage_of(key), USAGE_TTL_S)
end

local function count_open(key, change)
  if key == '' then return end
  if redis.call('HINCRBY', K_KEYS_OPEN, key, change) <= 0 then redis.call('HDEL', K_KEYS_OPEN, key) end
end

local function kept_s(key, usual)
  local stored = key ~= '' and redis.call('HGET', K_API_KEYS, key)
  local own = stored and cjson.decode(stored).limits.keep_seconds or 0
  return own > 0 and own or usual
end

local function over_quota(key, bytes)
  local stored = key ~= '' and redis.call('HGET', K_API_KEYS, key)
  if not stored then return nil end
  local limits = cjson.decode(stored).limits
  local used = redis.call('HMGET', usage_of(key), 'pages', 'bytes')
  local waiting = tonumber(redis.call('HGET', K_KEYS_OPEN, key)) or 0
  if limits.waiting_tasks > 0 and waiting >= limits.waiting_tasks then return 'waiting_tasks' end
  if limits.pages_per_month > 0 and (tonumber(used[1]) or 0) >= limits.pages_per_month then return 'pages' end
  if limits.bytes_per_month > 0 and (tonumber(used[2]) or 0) + bytes > limits.bytes_per_month then return 'bytes' end
  return nil
end
