#!lua flags=allow-oom
--[[ What of the shared limit is used, by whom it is waited for, and what was set; optionally set or reset it.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 name of the limit   3 length of the minute with its slack, ms   4 lease, ms
        5 'show', 'reset' or 'set'   6… for 'set': name and value in turn, '' goes back to the settings
  Returns JSON: requests, tokens, today, open, waiting, share per mille, blocked ms, totals, what was set. ]]
-- include: clock, limit
local window_ms = tonumber(ARGV[3])
pass_time(window_ms)
forget_silent()
if ARGV[5] == 'reset' then
  redis.call('DEL', K_ENTRIES, K_WINDOW, K_OPEN, K_RPD)
  used_requests, used_tokens = 0, 0
  redis.call('HDEL', K_LIMIT, 'share', 'refused_at', 'blocked_until', 'last_start', 'learned_window', 'largest', 'answers',
    'largest_before', 'answers_before')
  state.share, state.refused_at, state.blocked_until = nil, nil, nil
elseif ARGV[5] == 'set' then
  for index = 6, #ARGV, 2 do
    local name = 'set_' .. ARGV[index]
    if ARGV[index + 1] == '' then
      redis.call('HDEL', K_LIMIT, name)
      state[name] = nil
    else
      remember(name, ARGV[index + 1])
    end
  end
end
write_sums(window_ms, tonumber(ARGV[4]))
local set = {}
for name, value in pairs(state) do
  if string.sub(name, 1, 4) == 'set_' then set[string.sub(name, 5)] = tonumber(value) end
end
return cjson.encode({
  requests = used_requests,
  tokens = used_tokens,
  today = used_today(),
  open = redis.call('ZCARD', K_OPEN),
  waiting = redis.call('ZCARD', K_WAITING),
  share = math.floor(1000 * share() + 0.5),
  blocked_ms = math.max(0, number_in('blocked_until') - NOW),
  requests_total = number_in('requests_total'),
  tokens_total = number_in('tokens_total'),
  cost_total = number_in('cost_total'),
  refusals_total = number_in('refusals_total'),
  set = set,
})
