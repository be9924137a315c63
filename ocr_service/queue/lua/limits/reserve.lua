#!lua flags=allow-oom
--[[ Reserve one request with its tokens from the limit that all workers share, or stand in line for it.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 name of the limit   3 reservation id   4 worker   5 owner   6 tokens, while nothing better is known
        7 requests a minute   8 tokens a minute   9 requests a day   10 at a time (each 0: no limit)
        11 least pause between two requests, ms   12 length of the minute, ms   13 slack of the clocks, ms
        14 lease, ms   15 how much later than told it may ask again, ms
  Returns {1, used per mille} when it is granted, else {0, used per mille, ms until it asks again, place in line from 0}. A repetition of
  one that was granted is granted. ]]
-- include: clock, limit
local id, worker, owner = ARGV[3], ARGV[4], ARGV[5]
local delay_ms, window_ms, slack_ms, lease_ms = tonumber(ARGV[11]), tonumber(ARGV[12]), tonumber(ARGV[13]), tonumber(ARGV[14])
local MOST_ASKED_AHEAD = 1000
local counted_ms = window_ms + slack_ms
pass_time(counted_ms)
forget_silent()
local rpm, tpm = shrunk(limit_of('rpm', ARGV[7])), shrunk(limit_of('tpm', ARGV[8]))
local rpd, at_once = limit_of('rpd', ARGV[9]), limit_of('at_once', ARGV[10])
-- One request that is larger than the whole limit goes when nothing else does.
local tokens = math.min(expected(tonumber(ARGV[6]), window_ms), tpm)
local today, open = used_today(), redis.call('ZCARD', K_OPEN)

local function per_mille()
  return math.floor(1000 * math.max(used_requests / rpm, used_tokens / tpm, today / rpd))
end

local function expiry(number)
  local found = redis.call('ZRANGE', K_WINDOW, number - 1, number - 1, 'WITHSCORES')
  -- More than all that was asked must end first: a minute from now at the latest it did.
  return found[2] and tonumber(found[2]) - NOW or counted_ms
end

-- Milliseconds until there is room for this one and all before it, as far as can be told; 0: there is.
local function wait_ms(rank, before)
  local wait = math.max(0, number_in('blocked_until') - NOW, number_in('last_start') + delay_ms * (rank + 1) - NOW)
  local lacking = used_requests + rank + 1 - rpm
  if lacking > 0 then wait = math.max(wait, 1, expiry(lacking)) end
  local lacking_tokens = used_tokens + before + tokens - tpm
  if lacking_tokens > 0 then
    local each = math.max(1, used_tokens / math.max(1, redis.call('ZCARD', K_WINDOW)))
    wait = math.max(wait, 1, expiry(math.ceil(lacking_tokens / each)))
  end
  if open + rank + 1 > at_once then wait = math.max(wait, 100) end
  if today + rank + 1 > rpd then wait = math.max(wait, (hour() + 1) * 3600000 - NOW) end
  return math.ceil(wait)
end

local function grant()
  local turn = redis.call('ZSCORE', K_WAITING, id)
  if turn then
    redis.call('HSET', K_FLOWS, 'v', turn)
    leave(id)
  end
  keep(id, NOW, 1, tokens)
  redis.call('ZADD', K_WINDOW, NOW + counted_ms, id)
  redis.call('ZADD', K_OPEN, NOW + lease_ms, id)
  redis.call('HINCRBY', K_RPD, hour(), 1)
  redis.call('EXPIRE', K_RPD, 26 * 3600)
  used_requests, used_tokens, today = used_requests + 1, used_tokens + tokens, today + 1
  remember('last_start', NOW)
end

local reply
if entry(id) then
  reply = { 1, per_mille() }
else
  local known = redis.call('ZSCORE', K_WAITING, id)
  local others = redis.call('ZCARD', K_WAITING)
  if not known and (others > 0 or wait_ms(0, 0) > 0) then join(id, owner, worker, tokens) end
  local rank = redis.call('ZRANK', K_WAITING, id) or 0
  local is_far = rank > MOST_ASKED_AHEAD
  local wait = is_far and 5000 or wait_ms(rank, tokens_before(rank))
  if wait == 0 then
    grant()
    reply = { 1, per_mille() }
  else
    -- Tokens come back early when an estimate was too high: those in front look more often than they must.
    local told = math.max(5, math.min(wait, 250 + 50 * rank, 5000))
    redis.call('ZADD', K_WAITING_DUE, NOW + told + tonumber(ARGV[15]), id)
    reply = { 0, per_mille(), told, rank }
  end
end
write_sums(window_ms, lease_ms)
return reply
