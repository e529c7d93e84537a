using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport.Bootstrap;
using Amazon.Lambda.RuntimeSupport.Logging;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>
/// Runs a function: initializes it, waits for the restore of a snapshot with SnapStart, and then asks the Runtime API for one event after the other. Left out
/// of the official one: streamed responses, compilation ahead of provisioned concurrency, and the trace id of the AWS SDK for concurrent invocations.
/// </summary>
public class LambdaBootstrap : IDisposable
{
    private readonly bool _ownsHttpClient;
    private readonly HttpClient _httpClient;
    private readonly LambdaBootstrapHandler _handler;
    private readonly LambdaBootstrapInitializer _initializer;
    private readonly RuntimeLog _log = new();
    private readonly RuntimeApiClient _client;
    private readonly bool _isSnapStart = Environment.GetEnvironmentVariable("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start";

    internal LambdaBootstrap(
        HttpClient httpClient, LambdaBootstrapHandler handler, LambdaBootstrapInitializer initializer, LambdaBootstrapOptions options, ILambdaSerializer serializer)
    {
        _ownsHttpClient = httpClient is null;
        _httpClient = httpClient ?? ConstructHttpClient();
        _httpClient.Timeout = TimeSpan.FromHours(12);
        _handler = handler;
        _initializer = initializer;
        string endpoint = string.IsNullOrEmpty(options.RuntimeApiEndpoint) ? Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API") : options.RuntimeApiEndpoint;
        _client = new(_httpClient, endpoint, _log, serializer);
    }

    public static HttpClient ConstructHttpClient()
    {
        string runtime = new DirectoryInfo(RuntimeEnvironment.GetRuntimeDirectory()).Name;
        var client = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8 });
        client.DefaultRequestHeaders.Add(
            "User-Agent",
            $"aws-lambda-dotnet/{(runtime == "/" ? "unknown" : runtime)}-{typeof(LambdaBootstrap).Assembly.GetName().Version}"
                + (RuntimeFeature.IsDynamicCodeSupported ? "" : "-aot"));
        return client;
    }

    public Task RunAsync(CancellationToken cancellationToken = default)
    {
        Memory.LimitHeap();
        Concurrency.RaiseMinThreads();
        return InitializeAndLoopAsync(cancellationToken);
    }

    public void Dispose() => Dispose(true);

    protected virtual void Dispose(bool disposing)
    {
        if (disposing && _ownsHttpClient)
        {
            _httpClient.Dispose();
        }
    }

    private async Task InitializeAndLoopAsync(CancellationToken cancellationToken)
    {
        if ((_initializer is null || await InitializeAsync()) && (!_isSnapStart || await SnapStart.WaitForRestoreAsync(_client, _log)))
        {
            bool once = string.Equals(Environment.GetEnvironmentVariable("AWS_LAMBDA_DOTNET_DEBUG_RUN_ONCE"), "true", StringComparison.OrdinalIgnoreCase);
            await Task.WhenAll(Enumerable.Range(0, Concurrency.Loops()).Select(_ => LoopAsync(once, cancellationToken)));
        }
    }

    private async Task<bool> InitializeAsync()
    {
        try
        {
            return await _initializer();
        }
        catch (Exception exception)
        {
            _log.Unhandled(exception);
            await _client.ReportInitErrorAsync(exception);
            if (_isSnapStart)
            {
                Environment.Exit(1);
            }

            throw;
        }
    }

    private async Task LoopAsync(bool once, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                InvocationRequest invocation = await _client.NextAsync(cancellationToken);
                if (Concurrency.IsMultiple)
                {
                    _ = Task.Run(() => InvokeAsync(invocation, cancellationToken), cancellationToken);
                }
                else
                {
                    await InvokeAsync(invocation, cancellationToken);
                }

                if (once)
                {
                    return;
                }
            }
            catch (OperationCanceledException)
            {
                // Cancelled, which ends the loop, or no event within the timeout of the client.
            }
            catch when (Concurrency.IsMultiple)
            {
                // One loop must not end the others.
            }
        }
    }

    private async Task InvokeAsync(InvocationRequest invocation, CancellationToken cancellationToken)
    {
        using InvocationRequest _ = invocation;
        var context = (InvocationContext)invocation.LambdaContext;
        _log.Context = context;
        if (!Concurrency.IsMultiple)
        {
            Environment.SetEnvironmentVariable("_X_AMZN_TRACE_ID", context.TraceId);
        }

        InvocationResponse response;
        try
        {
            response = await _handler(invocation);
        }
        catch (Exception exception)
        {
            _log.Unhandled(exception);
            await _client.ReportErrorAsync(context.AwsRequestId, exception, cancellationToken);
            return;
        }

        try
        {
            await _client.RespondAsync(context.AwsRequestId, response?.OutputStream, cancellationToken);
        }
        finally
        {
            if (response is { DisposeOutputStream: true })
            {
                response.OutputStream?.Dispose();
            }
        }
    }
}
