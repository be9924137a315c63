#!lua flags=allow-oom
--[[ End a reservation: correct its tokens, count it from when it was sent, or give it back whole.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 reservation id   3 tokens in truth, '' keeps the estimate
        4 ms from the grant until it was sent, '' when it never was   5 length of the minute, ms   6 slack, ms   7 lease, ms
        8 id of the API key, '' for none   9 cost, millionths   10 task id, '' for none
  Returns 1; 0 when there is no such reservation (any more). ]]
-- include: clock, limit, quota
local id, window_ms, counted_ms = ARGV[2], tonumber(ARGV[5]), ARGV[5] + ARGV[6]
pass_time(counted_ms)
leave(id)
local each = entry(id)
local is_open = redis.call('ZREM', K_OPEN, id) == 1
if each and ARGV[4] == '' then
  take_back(id, each)
  redis.call('HINCRBY', K_RPD, math.floor(each.start / 3600000), -1)
elseif each and is_open then
  local tokens = ARGV[3] ~= '' and tonumber(ARGV[3]) or math.max(0, each.tokens)
  if each.tokens ~= FORGIVEN then
    used_tokens = math.max(0, used_tokens - each.tokens + tokens)
    keep(id, each.start, each.requests, tokens)
  end
  redis.call('ZADD', K_WINDOW, each.start + tonumber(ARGV[4]) + counted_ms, id)
end
if ARGV[4] ~= '' then
  redis.call('HINCRBY', K_LIMIT, 'requests_total', 1)
  redis.call('HINCRBY', K_LIMIT, 'tokens_total', ARGV[3] ~= '' and ARGV[3] or 0)
  redis.call('HINCRBY', K_LIMIT, 'cost_total', ARGV[9])
  if ARGV[10] ~= '' and redis.call('EXISTS', P_TASK .. ARGV[10]) == 1 then
    redis.call('HINCRBY', P_TASK .. ARGV[10], 'vision_tokens', ARGV[3] ~= '' and ARGV[3] or 0)
    redis.call('HINCRBY', P_TASK .. ARGV[10], 'vision_cost', ARGV[9])
  end
  use(ARGV[8], 'vision_requests', 1)
  use(ARGV[8], 'vision_tokens', ARGV[3] ~= '' and ARGV[3] or 0)
  use(ARGV[8], 'vision_cost', ARGV[9])
end
write_sums(window_ms, tonumber(ARGV[7]))
return each and 1 or 0
