using SqsLambda.Batch.Idempotency;
using SqsLambda.Redis;

// Claims a key for two owners and completes it, in the Redis that IDEMPOTENCY_REDIS names. Prints each result.
await using RedisIdempotencyStore store = RedisIdempotency.FromEnvironment(TimeSpan.FromDays(1))!;
var key = new RecordKey("native", "1");
Claim[] claims = [new(key, PayloadHash.OfBody("{}"u8))];

await ClaimAsync("one");
await ClaimAsync("two");
Console.WriteLine((await store.SettleAsync([new(key, SettlementKind.Complete)], "one", default))[0].Status);
await ClaimAsync("two");

async Task ClaimAsync(string owner) => Console.WriteLine((await store.ClaimAsync(claims, owner, TimeSpan.FromMinutes(1), default))[0].Status);
