#!lua
--[[ Put a ping for one subscription into the outbox.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 subscription id
  Returns the notification's id, '' when the outbox is full. ]]
-- include: clock, task, lane, outbox
local put_entry, event_id, next_sequence = outbox_writer()
local sequence = next_sequence()
local event = {kind = 'ping', sequence = sequence, id = event_id('ping', ARGV[2] .. ' ' .. sequence)}
return put_entry(event, ARGV[2], ARGV[2], '')
