using System.Text.Json.Nodes;
using SqsLambda.Tests.Deploy;

namespace SqsLambda.Tests.Repository;

/// <summary>What GitHub runs on a push and on a pull request.</summary>
public sealed class WorkflowTests
{
    private readonly JsonObject _workflow = YamlTemplate.Read(Repo.PathOf(".github", "workflows", "ci.yml"));

    [Fact]
    public void It_runs_what_the_repository_says_and_may_only_read()
    {
        (string name, JsonNode? job) = Assert.Single((JsonObject)_workflow["jobs"]!);

        Assert.Equal("test", name);
        Assert.Equal("""{"contents":"read"}""", _workflow["permissions"]!.ToJsonString());
        Assert.Null(job!["permissions"]);
        Assert.Single(Steps, static step => $"{step["run"]}" == ".ci/run");
        Assert.InRange(job["timeout-minutes"]!.GetValue<long>(), 20, 60);
    }

    [Fact]
    public void The_tools_that_the_tests_need_have_fixed_versions()
    {
        string[] tools = [.. File.ReadLines(Repo.PathOf("test", "requirements.txt")).Where(static line => !line.StartsWith('#'))];

        Assert.Equal(["boto3", "cfn-lint", "moto[server]"], tools.Select(static tool => tool.Split("==")[0]));
        Assert.All(tools, static tool => Assert.Matches(@"==\d+\.\d+\.\d+$", tool));
        Assert.Contains(Steps, static step => $"{step["run"]}".EndsWith("--requirement test/requirements.txt", StringComparison.Ordinal));
        Assert.All(Steps.Where(static step => step["uses"] is not null), static step => Assert.Matches(@"^actions/[a-z-]+@v\d+$", $"{step["uses"]}"));
    }

    [Fact]
    public void What_failed_can_be_read_afterwards()
    {
        JsonNode upload = Assert.Single(Steps, static step => step["if"] is not null);

        Assert.Equal("failure()", $"{upload["if"]}");
        Assert.StartsWith("actions/upload-artifact@", $"{upload["uses"]}", StringComparison.Ordinal);
        Assert.Equal($"${{{{ github.workspace }}}}/{upload["with"]!["path"]}", $"{_workflow["jobs"]!["test"]!["env"]!["TEST_RESULTS"]}");
    }

    [Fact]
    public void Updates_are_asked_for_each_week_and_those_that_need_new_stand_ins_by_themselves()
    {
        JsonNode[] updates = [.. YamlTemplate.Read(Repo.PathOf(".github", "dependabot.yml"))["updates"]!.AsArray()!];

        Assert.Equal(["nuget", "github-actions", "pip"], updates.Select(static update => $"{update["package-ecosystem"]}"));
        Assert.All(updates, static update => Assert.Equal("weekly", $"{update["schedule"]!["interval"]}"));
        Assert.Equal("""["Amazon.Lambda.*"]""", updates[0]["groups"]!["amazon-lambda"]!["patterns"]!.ToJsonString());
        Assert.Equal("""["Amazon.Lambda.*"]""", updates[0]["groups"]!["packages"]!["exclude-patterns"]!.ToJsonString());
    }

    private IEnumerable<JsonNode> Steps => _workflow["jobs"]!["test"]!["steps"]!.AsArray()!;
}
