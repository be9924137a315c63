#!lua flags=allow-oom
--[[ Hand entries of the outbox that are due to one notifier, under a lease.
  An entry in hand stays in its lane, due when its lease ends: a notifier that died needs no recovery.
  Lanes of local receivers are left to the notifiers that serve them (decision 0143).
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 notifier id   3 most entries   4 lease, ms   5 most in hand of one lane
        6 how many local lanes it serves   7… these lanes   then lanes, and how many of each are in hand
  Returns {ms until the next is due or -1, entries: each {id, token, flat hash}, lanes that wait and that nobody serves}. ]]
-- include: clock, lane
local room, lease_ms, share, served = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local own, in_hand, claimed, abandoned, busy = {}, {}, {}, {}, 0
for index = 7, 6 + served do own[ARGV[index]] = true end
for index = 7 + served, #ARGV, 2 do
  in_hand[ARGV[index]] = tonumber(ARGV[index + 1])
  busy = busy + 1
end
local step = room + busy

-- Not for the append-only file: a notifier asks every few seconds, and disks may sleep meanwhile (decision 0092).
redis.set_repl(redis.REPL_REPLICA)
redis.call('ZADD', K_NOTIFIERS, NOW, ARGV[2])
redis.call('ZREMRANGEBYSCORE', K_NOTIFIERS, '-inf', NOW - NOTIFIER_TTL_MS)
for lane in pairs(own) do redis.call('ZADD', K_NOTIFY_SERVED, NOW, lane) end
redis.call('ZREMRANGEBYSCORE', K_NOTIFY_SERVED, '-inf', NOW - NOTIFIER_TTL_MS)
redis.set_repl(redis.REPL_ALL)

local function is_served(lane) return own[lane] or not is_local(lane) end

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

local function pass_over(lane)
  local is_late = tonumber(redis.call('ZSCORE', K_NOTIFY_DUE, lane)) < NOW - 2 * NOTIFIER_TTL_MS
  if is_late and not redis.call('ZSCORE', K_NOTIFY_SERVED, lane) then abandoned[#abandoned + 1] = lane end
end

-- Lanes that are passed over stay where they are; those behind them are looked at all the same.
local seen, passed = {}, 0
repeat
  local before = passed
  for _, lane in ipairs(redis.call('ZRANGEBYSCORE', K_NOTIFY_DUE, '-inf', NOW, 'LIMIT', passed, step)) do
    if not seen[lane] then
      seen[lane] = true
      if is_served(lane) then
        claim_of(lane)
      else
        passed = passed + 1
        pass_over(lane)
      end
    end
  end
until passed == before or #claimed == room

local function next_due()
  local from = 0
  repeat
    local lanes = redis.call('ZRANGE', K_NOTIFY_DUE, from, from + step - 1, 'WITHSCORES')
    for index = 1, #lanes, 2 do
      if is_served(lanes[index]) then return lanes[index], tonumber(lanes[index + 1]) end
    end
    from = from + step
  until #lanes == 0
end

local lane, due_ms = next_due()
if not lane then return {'-1', claimed, abandoned} end
local wait_ms = math.max(due_ms - NOW, 0)
-- One wake-up woke one notifier; whatever still waits wakes the next.
if wait_ms == 0 and #claimed > 0 then wake_notifier(lane) end
return {tostring(wait_ms), claimed, abandoned}
