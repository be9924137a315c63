#!lua
--[[ Store who wants to be told what.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 subscription id   3 most subscriptions   4 most of one scope
        5… names and values of its hash; `events` and `scope` among them
  Returns 'OK', 'THERE' when it is there already, or 'FULL' when there are as many as there may be. ]]
-- include: clock, subscription
local id, scope = ARGV[2], ''
for index = 5, #ARGV, 2 do
  if ARGV[index] == 'scope' then scope = ARGV[index + 1] end
end
if redis.call('ZSCORE', K_SUBSCRIPTIONS, id) then return 'THERE' end
if redis.call('ZCARD', K_SUBSCRIPTIONS) >= tonumber(ARGV[3]) then return 'FULL' end
local share = redis.call('HGET', K_SUBSCRIPTION_SHARES, scope)
if scope ~= '' and (tonumber(share) or 0) >= tonumber(ARGV[4]) then return 'FULL' end
redis.call('HINCRBY', K_SUBSCRIPTION_SHARES, scope, 1)
redis.call('HSET', P_SUBSCRIPTION .. id, 'created_ms', NOW, unpack(ARGV, 5))
redis.call('ZADD', K_SUBSCRIPTIONS, NOW, id)
if not redis.call('HGET', P_SUBSCRIPTION .. id, 'ended_ms') then open_subscription(id) end
subscriptions_changed()
return 'OK'
