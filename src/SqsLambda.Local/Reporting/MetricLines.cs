using System.Text;
using SqsLambda.Aws;
using SqsLambda.Batch;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Metrics;

namespace SqsLambda.Local.Reporting;

/// <summary>Passes on what the function observes, and writes the metrics of each batch as the deployed function does.</summary>
internal sealed class MetricLines(IBatchObserver inner, TextWriter output, TimeProvider timeProvider) : IBatchObserver
{
    private readonly TextWriter _output = TextWriter.Synchronized(output);

    public void OnOutcome(MessageContext context, MessageOutcome outcome) => inner.OnOutcome(context, outcome);

    public void OnIncident(IdempotencyIncident incident, int count) => inner.OnIncident(incident, count);

    public void OnBatch(BatchSummary summary)
    {
        using var line = new MemoryStream();
        new EmfMetrics(line, FunctionServices.MetricsNamespace, timeProvider).OnBatch(summary);
        inner.OnBatch(summary);
        _output.Write(Encoding.UTF8.GetString(line.ToArray()));
    }
}
