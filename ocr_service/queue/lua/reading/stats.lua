#!lua flags=no-writes,allow-oom
--[[ Numbers of the whole queue, each in O(1).
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)
  Returns {sizes: flat, paused queues, totals: flat, waiting since: flat, last hour: {completed, pages}, now}. ]]
-- include: clock
local sizes = {'delayed', redis.call('ZCARD', K_DELAYED), 'pending', redis.call('ZCARD', K_PENDING),
  'processing', redis.call('ZCARD', K_PROCESSING), 'dead', redis.call('ZCARD', K_DEAD),
  'finished', redis.call('ZCARD', K_FINISHED), 'cancelled', redis.call('ZCARD', K_CANCELLED)}
local since = {}
for _, priority in ipairs({'high', 'normal', 'low'}) do
  local beside = tonumber(redis.call('HGET', K_OVERFLOW, priority)) or 0
  sizes[#sizes + 1] = priority
  sizes[#sizes + 1] = redis.call('LLEN', P_QUEUE .. priority) + beside
  local head = redis.call('LINDEX', P_QUEUE .. priority, -1)
  since[#since + 1] = priority
  since[#since + 1] = head and redis.call('HGET', P_TASK .. head, 'queued_ms') or ''
end
local completed, pages = 0, 0
local bucket = math.floor(NOW / 300000)
for age = 0, 11 do
  local counts = redis.call('HMGET', P_BUCKET .. (bucket - age), 'completed', 'pages')
  completed, pages = completed + (tonumber(counts[1]) or 0), pages + (tonumber(counts[2]) or 0)
end
return {sizes, redis.call('SMEMBERS', K_PAUSED), redis.call('HGETALL', K_STATS), since, {completed, pages}, tostring(NOW)}
