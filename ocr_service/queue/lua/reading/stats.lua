#!lua flags=no-writes,allow-oom
--[[ Numbers of the whole queue, each in O(1). Which queues the delayed tasks go back to is counted among the first hundred due,
  and multiplied: a retry's priority stands in its task alone.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)
  Returns {sizes: flat, paused queues, totals: flat, waiting since: flat,
           last hour: {completed, failed, pages, runs that completed, ms that those took}, now,
           outbox: {waiting, dead, when the first is due, notifiers},
           delayed tasks looked at: {of high, of normal, of low}}. ]]
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
local hour = {0, 0, 0, 0, 0}
local summed = {'completed', 'failed', 'pages', 'time:run', 'time:run:inf'}
for _, bound_ms in ipairs(BOUNDS_MS) do summed[#summed + 1] = 'time:run:' .. bound_ms end
local bucket = math.floor(NOW / 300000)
for age = 0, 11 do
  for index, count in ipairs(redis.call('HMGET', P_BUCKET .. (bucket - age), unpack(summed))) do
    -- Each run that completed stands below one bound.
    local place = ({1, 2, 3, 5})[index] or 4
    hour[place] = hour[place] + (tonumber(count) or 0)
  end
end
local due = redis.call('ZRANGE', K_NOTIFY_DUE, 0, 0, 'WITHSCORES')
local outbox = {redis.call('GET', K_NOTIFY_WAITING) or '0', redis.call('ZCARD', K_NOTIFY_DEAD), due[2] or '',
  redis.call('ZCOUNT', K_NOTIFIERS, NOW - NOTIFIER_TTL_MS, '+inf')}
local looked_at = {high = 0, normal = 0, low = 0}
for _, id in ipairs(redis.call('ZRANGE', K_DELAYED, 0, 99)) do
  local priority = redis.call('HGET', P_TASK .. id, 'priority')
  if looked_at[priority] then looked_at[priority] = looked_at[priority] + 1 end
end
return {sizes, redis.call('SMEMBERS', K_PAUSED), redis.call('HGETALL', K_STATS), since, hour,
  tostring(NOW), outbox, {looked_at.high, looked_at.normal, looked_at.low}}
