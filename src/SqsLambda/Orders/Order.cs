namespace SqsLambda.Orders;

/// <summary>The message: an order of a customer.</summary>
public sealed record Order
{
    private const int MaxTextLength = 128;
    private const int MaxQuantity = 10_000;

    /// <summary>The id that the shop assigned to the order: 1 to 128 characters. It is the idempotency key.</summary>
    public required string OrderId { get; init; }

    /// <summary>The id of the article: 1 to 128 characters.</summary>
    public required string Sku { get; init; }

    /// <summary>How many pieces: 1 to 10,000.</summary>
    public required int Quantity { get; init; }

    /// <summary>Returns the error, or <see langword="null"/> if the order is valid.</summary>
    public string? Validate() => this switch
    {
        { OrderId: var id } when !IsText(id) => $"orderId has {id.Length} characters or is blank: 1 to {MaxTextLength} are allowed.",
        { Sku: var sku } when !IsText(sku) => $"sku has {sku.Length} characters or is blank: 1 to {MaxTextLength} are allowed.",
        { Quantity: < 1 or > MaxQuantity } => $"quantity is {Quantity}: 1 to {MaxQuantity:N0} is allowed.",
        _ => null,
    };

    private static bool IsText(string text) => !string.IsNullOrWhiteSpace(text) && text.Length <= MaxTextLength;
}
