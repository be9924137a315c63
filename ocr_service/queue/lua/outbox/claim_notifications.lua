#!lua flags=allow-oom
--[[ Hand entries of the outbox that are due to one notifier, under a lease.
  An entry in hand stays in its lane, due when its lease ends: a notifier that died needs no recovery.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 notifier id   3 most entries   4 lease, ms   5 most in hand of one lane
        6… lanes, and how many of each are in hand
  Returns {ms until the next is due or -1, entries: each {id, token, flat hash}}. ]]
-- include: clock, lane
local room, lease_ms, share = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local in_hand, claimed, busy = {}, {}, 0
for index = 6, #ARGV, 2 do
  in_hand[ARGV[index]] = tonumber(ARGV[index + 1])
  busy = busy + 1
end

local function hand_over(lane, id)
  local last_token = redis.call('HGET', P_NOTIFY .. id, 'token')
  local token = string.format('%.0f', math.max((tonumber(last_token) or 0) + 1, NOW))
  redis.call('HSET', P_NOTIFY .. id, 'state', 'SENDING', 'token', token, 'notifier', ARGV[2])
  redis.call('ZADD', P_NOTIFY_LANE .. lane, NOW + lease_ms, id)
  claimed[#claimed + 1] = {id, token, redis.call('HGETALL', P_NOTIFY .. id)}
end

local function claim_of(lane)
  local most = math.min(room - #claimed, share - (in_hand[lane] or 0))
  if most <= 0 then return end
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', P_NOTIFY_LANE .. lane, '-inf', NOW, 'LIMIT', 0, most)) do
    if redis.call('EXISTS', P_NOTIFY .. id) == 1 then
      hand_over(lane, id)
    else
      lane_take(lane, id) -- a hand on redis-cli removed it
    end
  end
  refresh(lane)
end

for _, lane in ipairs(redis.call('ZRANGEBYSCORE', K_NOTIFY_DUE, '-inf', NOW, 'LIMIT', 0, room + busy)) do claim_of(lane) end
-- Not for the append-only file: a notifier asks every few seconds, and disks may sleep meanwhile (decision 0092).
redis.set_repl(redis.REPL_REPLICA)
redis.call('ZADD', K_NOTIFIERS, NOW, ARGV[2])
redis.call('ZREMRANGEBYSCORE', K_NOTIFIERS, '-inf', NOW - NOTIFIER_TTL_MS)
redis.set_repl(redis.REPL_ALL)
local due = redis.call('ZRANGE', K_NOTIFY_DUE, 0, 0, 'WITHSCORES')
if not due[2] then return {'-1', claimed} end
local wait_ms = math.max(tonumber(due[2]) - NOW, 0)
-- One wake-up woke one notifier; whatever still waits wakes the next.
if wait_ms == 0 and #claimed > 0 then wake_notifier() end
return {tostring(wait_ms), claimed}
