namespace SqsLambda.Chaos.Tests.Model;

/// <summary>A message as it is delivered.</summary>
/// <param name="MessageId">The id of the message.</param>
/// <param name="Body">The body.</param>
/// <param name="ReceiveCount">How often it has been delivered, this time included.</param>
internal sealed record Delivery(string MessageId, string Body, int ReceiveCount);
