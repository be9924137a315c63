#!lua flags=allow-oom
--[[ Forget a subscription and its log. What waits for it is discarded when its turn comes.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 subscription id
  Returns 1, or 0 when there is none. ]]
-- include: clock, subscription
local id = ARGV[2]
if redis.call('ZREM', K_SUBSCRIPTIONS, id) == 0 then return 0 end
close_subscription(id)
local scope = redis.call('HGET', P_SUBSCRIPTION .. id, 'scope') or ''
if redis.call('HINCRBY', K_SUBSCRIPTION_SHARES, scope, -1) <= 0 then redis.call('HDEL', K_SUBSCRIPTION_SHARES, scope) end
redis.call('UNLINK', P_SUBSCRIPTION .. id, P_NOTIFY_LOG .. id)
subscriptions_changed()
return 1
