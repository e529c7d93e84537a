namespace SqsLambda.Local.Sqs;

/// <summary>An error of SQS: its code, type, HTTP status and text.</summary>
/// <remarks>Sources: Amazon SQS API Reference, Common Error Types and the errors of each action; texts as the service gives them.</remarks>
internal sealed class SqsException : Exception
{
    private const string ServiceNamespace = "com.amazonaws.sqs#";
    private const string FrameworkNamespace = "com.amazon.coral.service#";
    private const string LegacyPrefix = "AWS.SimpleQueueService.";
    private const string NonExistentQueue = LegacyPrefix + "NonExistentQueue";

    private SqsException(string type, string code, string message, int httpStatus = 400) : base(message)
    {
        Type = type;
        Code = code;
        HttpStatus = httpStatus;
    }

    /// <summary>The code: <c>AWS.SimpleQueueService.NonExistentQueue</c>. SDKs show it as the error code.</summary>
    public string Code { get; }

    /// <summary>The qualified name of the type: <c>com.amazonaws.sqs#QueueDoesNotExist</c>. SDKs choose their exception class by it.</summary>
    public string Type { get; }

    /// <summary>The HTTP status; 400 for most errors.</summary>
    public int HttpStatus { get; }

    /// <summary>The text in the Query protocol, which is another one for a queue that does not exist.</summary>
    public string QueryMessage => Code == NonExistentQueue ? "The specified queue does not exist for this wsdl version." : Message;

    public static SqsException QueueDoesNotExist() =>
        new(ServiceNamespace + "QueueDoesNotExist", NonExistentQueue, "The specified queue does not exist.");

    public static SqsException QueueNameExists(string attributeName) => new(
        ServiceNamespace + "QueueNameExists", "QueueAlreadyExists",
        $"A queue already exists with the same name and a different value for attribute {attributeName}");

    public static SqsException QueueDeletedRecently() => Legacy(
        "QueueDeletedRecently", "You must wait 60 seconds after deleting a queue before you can create another with the same name.");

    public static SqsException PurgeQueueInProgress(string queueName) => Legacy(
        "PurgeQueueInProgress", $"Only one PurgeQueue operation on {queueName} is allowed every 60 seconds.", 403);

    public static SqsException EmptyBatchRequest(string entryName) =>
        Legacy("EmptyBatchRequest", $"There should be at least one {entryName} in the request.");

    public static SqsException TooManyEntriesInBatchRequest(int count) => Legacy(
        "TooManyEntriesInBatchRequest", $"Maximum number of entries per request are {SqsLimits.BatchEntries}. You have sent {count}.");

    public static SqsException InvalidBatchEntryId() => Legacy(
        "InvalidBatchEntryId",
        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.");

    public static SqsException BatchEntryIdsNotDistinct(string id) => Legacy("BatchEntryIdsNotDistinct", $"Id {id} repeated.");

    public static SqsException BatchRequestTooLong(long bytes) => Legacy(
        "BatchRequestTooLong",
        $"Batch requests cannot be longer than {SqsLimits.MessageBytes} bytes. You have sent {bytes} bytes.");

    public static SqsException UnsupportedOperation(string message) => Legacy("UnsupportedOperation", message);

    public static SqsException InvalidAttributeName(string message) => Service("InvalidAttributeName", message);

    public static SqsException UnknownAttribute(string name) => InvalidAttributeName($"Unknown Attribute {name}.");

    public static SqsException InvalidAttributeValue(string message) => Service("InvalidAttributeValue", message);

    /// <summary>A message holds characters that SQS does not allow.</summary>
    /// <param name="detail">What to add to the service's text, or null.</param>
    public static SqsException InvalidMessageContents(string? detail = null) => Service(
        "InvalidMessageContents",
        "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF"
        + (detail is null ? "" : $". {detail}"));

    public static SqsException ReceiptHandleIsInvalid(string receiptHandle) => Service(
        "ReceiptHandleIsInvalid", $"The input receipt handle \"{receiptHandle}\" is not a valid receipt handle.");

    public static SqsException OverLimit() => Service(
        "OverLimit", $"The maximum number of in flight messages is reached: {SqsLimits.InFlightMessages}.", 403);

    public static SqsException OverLimit(int count, string what, int max) =>
        Service("OverLimit", $"{count} {what} were found, maximum allowed is {max}.", 403);

    public static SqsException ResourceNotFound(string message) => Service("ResourceNotFoundException", message, 404);

    public static SqsException ResourceOfParameterNotFound(string parameter) =>
        ResourceNotFound($"The resource that you specified for the {parameter} parameter doesn't exist.");

    public static SqsException RequestThrottled(string message) => Service("RequestThrottled", message);

    public static SqsException InvalidParameterValue(string message) =>
        new(FrameworkNamespace + "InvalidParameterValueException", "InvalidParameterValue", message);

    public static SqsException InvalidParameterValue(string parameter, object? value, string reason) =>
        InvalidParameterValue($"Value {value} for parameter {parameter} is invalid. Reason: {reason}");

    public static SqsException MissingParameter(string parameter) => new(
        FrameworkNamespace + "MissingRequiredParameterException", "MissingParameter",
        $"The request must contain the parameter {parameter}.");

    public static SqsException MissingAction() => new(
        FrameworkNamespace + "MissingActionException", "MissingAction",
        "The request names no action: it has neither the header X-Amz-Target (AWS JSON 1.0) nor the parameter Action (AWS Query, in the URL or in a body of the type application/x-www-form-urlencoded).");

    /// <summary>There is no such action for the URL of the request, in the Query protocol.</summary>
    public static SqsException InvalidAction(string action) => new(
        FrameworkNamespace + "InvalidActionException", "InvalidAction", $"The action {action} is not valid for this endpoint.");

    public static SqsException MalformedInput(string message) =>
        new(FrameworkNamespace + "SerializationException", "MalformedInput", message);

    public static SqsException RequestTooLarge(long maxBytes) => new(
        FrameworkNamespace + "RequestEntityTooLargeException", "RequestEntityTooLarge",
        $"The request body is longer than {maxBytes} bytes, which no valid SQS request needs.", 413);

    public static SqsException AccessDenied(string message) =>
        new(FrameworkNamespace + "AccessDeniedException", "AccessDenied", message, 403);

    private static SqsException Service(string name, string message, int httpStatus = 400) =>
        new(ServiceNamespace + name, name, message, httpStatus);

    private static SqsException Legacy(string name, string message, int httpStatus = 400) =>
        new(ServiceNamespace + name, LegacyPrefix + name, message, httpStatus);
}
