using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Redis.Tests.Servers;
using StackExchange.Redis;

namespace SqsLambda.Redis.Tests;

/// <summary>A server with a certificate for localhost.</summary>
public sealed class TlsTests : IDisposable
{
    private static readonly Claim Claim = new(new("test", "k"), PayloadHash.OfBody([1]));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tls-");

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableFact]
    public async Task A_server_whose_issuer_is_trusted_keeps_records()
    {
        await using RedisServer server = await StartAsync();
        await using RedisIdempotencyStore store = server.NewStore(options =>
        {
            (options.Ssl, options.SslHost) = (true, "localhost");
            options.TrustIssuer(CertificateFile);
        });

        Assert.Equal(ClaimStatus.Claimed, (await store.ClaimAsync([Claim], "one", TimeSpan.FromMinutes(1), default))[0].Status);
    }

    /// <summary>A completion that was refused would not be made again, and its message would be processed twice.</summary>
    [SkippableFact]
    public async Task A_connection_that_is_cut_while_TLS_begins_is_tried_again()
    {
        await using RedisServer server = await StartAsync();
        await using var relay = new Relay(server.Port);
        var options = new ConfigurationOptions { EndPoints = { { IPAddress.Loopback, relay.Port } }, Ssl = true, SslHost = "localhost" };
        options.TrustIssuer(CertificateFile);
        await using var store = new RedisIdempotencyStore(options, TimeSpan.FromDays(1), TimeProvider.System, static _ => { });
        await store.ClaimAsync([Claim], "one", TimeSpan.FromMinutes(1), default);
        relay.CloseConnections();

        var exception = await Assert.ThrowsAsync<RedisIdempotencyException>(
            async () => await store.SettleAsync([new(Claim.Key, SettlementKind.Complete)], "one", default));
        relay.Serve();

        Assert.StartsWith($"Redis at 127.0.0.1:{relay.Port} cannot be reached: ", exception.Message, StringComparison.Ordinal);
        Assert.Equal(SettlementStatus.Settled, (await store.SettleAsync([new(Claim.Key, SettlementKind.Complete)], "one", default))[0].Status);
    }

    [SkippableFact]
    public async Task A_server_that_nobody_trusts_is_refused()
    {
        await using RedisServer server = await StartAsync();
        await using RedisIdempotencyStore store = RedisIdempotency.FromEnvironment(
            TimeSpan.FromDays(1), name => name == RedisIdempotency.AddressVariable ? $"rediss://localhost:{server.Port}" : null)!;

        ClaimResult result = Assert.Single(await store.ClaimAsync([Claim], "one", TimeSpan.FromMinutes(1), default));

        Assert.Equal(ClaimStatus.Refused, result.Status);
        Assert.StartsWith($"Redis at localhost:{server.Port} cannot be trusted: The remote certificate was rejected", result.Reason, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_server_without_TLS_does_not_answer()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisIdempotencyStore store = server.NewStore(static options => options.Ssl = true);

        await Assert.ThrowsAsync<RedisIdempotencyException>(async () => await store.ClaimAsync([Claim], "one", TimeSpan.FromMinutes(1), default));
    }

    private string CertificateFile => Path.Combine(_folder.FullName, "certificate.pem");

    private async Task<RedisServer> StartAsync()
    {
        string keyFile = Path.Combine(_folder.FullName, "key.pem");
        using var key = RSA.Create(2_048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllTextAsync(CertificateFile, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem());
        return await RedisServer.StartAsync(
            "--tls-port", "{port}", "--tls-cert-file", CertificateFile, "--tls-key-file", keyFile, "--tls-ca-cert-file", CertificateFile, "--tls-auth-clients", "no");
    }
}
