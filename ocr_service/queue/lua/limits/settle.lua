#!lua flags=allow-oom
--[[ End a reservation: correct its tokens, count it from when it was sent, or give it back whole.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 name of the limit   3 reservation id   4 tokens in truth, '' keeps the estimate
        5 ms from the grant until it was sent, '' when it never was   6 length of the minute, ms   7 slack, ms   8 lease, ms
        9 id of the API key, '' for none   10 cost, millionths   11 task id, '' for none   12 what use of it is counted as
  Returns 1; 0 when there is no such reservation (any more). ]]
-- include: clock, limit, quota
local counted_as = ARGV[12]
local id, window_ms, counted_ms = ARGV[3], tonumber(ARGV[6]), ARGV[6] + ARGV[7]
pass_time(counted_ms)
leave(id)
local each = entry(id)
local is_open = redis.call('ZREM', K_OPEN, id) == 1
if each and ARGV[5] == '' then
  take_back(id, each)
  redis.call('HINCRBY', K_RPD, math.floor(each.start / 3600000), -1)
elseif each and is_open then
  local tokens = ARGV[4] ~= '' and tonumber(ARGV[4]) or math.max(0, each.tokens)
  if each.tokens ~= FORGIVEN then
    used_tokens = math.max(0, used_tokens - each.tokens + tokens)
    keep(id, each.start, each.requests, tokens)
  end
  redis.call('ZADD', K_WINDOW, each.start + tonumber(ARGV[5]) + counted_ms, id)
end
if ARGV[5] ~= '' and ARGV[4] ~= '' then learn(tonumber(ARGV[4]), window_ms) end
if ARGV[5] ~= '' then
  redis.call('HINCRBY', K_LIMIT, 'requests_total', 1)
  redis.call('HINCRBY', K_LIMIT, 'tokens_total', ARGV[4] ~= '' and ARGV[4] or 0)
  redis.call('HINCRBY', K_LIMIT, 'cost_total', ARGV[10])
  if ARGV[11] ~= '' and redis.call('EXISTS', P_TASK .. ARGV[11]) == 1 then
    redis.call('HINCRBY', P_TASK .. ARGV[11], counted_as .. '_tokens', ARGV[4] ~= '' and ARGV[4] or 0)
    redis.call('HINCRBY', P_TASK .. ARGV[11], counted_as .. '_cost', ARGV[10])
  end
  use(ARGV[9], counted_as .. '_requests', 1)
  use(ARGV[9], counted_as .. '_tokens', ARGV[4] ~= '' and ARGV[4] or 0)
  use(ARGV[9], counted_as .. '_cost', ARGV[10])
end
write_sums(window_ms, tonumber(ARGV[8]))
return each and 1 or 0
