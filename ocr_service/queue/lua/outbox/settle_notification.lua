#!lua flags=allow-oom
--[[ Store how a try to deliver went: it ends, or waits for the next.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 notification id   3 token   4 state that follows   5 delay, ms, of WAITING
        6 outcome   7 HTTP status   8 detail   9 duration, ms   10 reason that ends the subscription, or ''
        11 the target that it ended at
  Returns 1, or 0 when the claim is lost. ]]
-- include: clock, lane, entry, subscription
local id, state = ARGV[2], ARGV[4]
local entry = redis.call('HMGET', P_NOTIFY .. id, 'token', 'state', 'lane', 'subscription', 'event', 'kind', 'settled')
if entry[1] ~= ARGV[3] then return 0 end
if entry[2] ~= 'SENDING' then return entry[7] == ARGV[3] and 1 or 0 end

local attempt = redis.call('HINCRBY', P_NOTIFY .. id, 'attempts', 1)
redis.call('HSET', P_NOTIFY .. id, 'last_status', ARGV[7], 'last_detail', ARGV[8], 'settled', ARGV[3])
local log = P_NOTIFY_LOG .. entry[4]
redis.call('LPUSH', log, cjson.encode({at = NOW_ISO, notification = id, event = entry[5], kind = entry[6],
  attempt = attempt, outcome = ARGV[6], status = tonumber(ARGV[7]), detail = ARGV[8], duration_ms = tonumber(ARGV[9])}))
redis.call('LTRIM', log, 0, MAX_DELIVERY_LOG - 1)
redis.call('EXPIRE', log, NOTIFICATION_TTL_S)
redis.call('HINCRBY', K_STATS, 'deliveries_' .. ARGV[6], 1)
redis.call('HINCRBYFLOAT', K_STATS, 'delivery_seconds', tonumber(ARGV[9]) / 1000)
if state == 'WAITING' then
  redis.call('HSET', P_NOTIFY .. id, 'state', 'WAITING')
  lane_put(entry[3], id, NOW + tonumber(ARGV[5]))
else
  end_entry(id, entry[3], state)
end
if ARGV[10] ~= '' and entry[4] ~= 'upload' then
  redis.call('HSET', P_SUBSCRIPTION .. entry[4], 'ended_ms', NOW, 'ended_reason', ARGV[10], 'ended_target', ARGV[11])
  close_subscription(entry[4])
end
return 1
