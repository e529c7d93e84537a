using static SqsLambda.Template.Substitution;

namespace SqsLambda.Template.Plan;

/// <summary>The environment variables of the deployed function. The managed and the native one have the same, so that both keep their records in one place.</summary>
internal static class FunctionVariables
{
    public static Substitution[] Substitutions =>
    [
        Cut("ORDERS_TABLE=orders;"),
        Match(
            "^  \"environment-variables\": \"IDEMPOTENCY_TABLE=[^;]*;(?<others>.*)$",
            """
            //#if (redis)
              "environment-variables": "IDEMPOTENCY_REDIS=rediss://USER@HOST:6379;${others}
            //#else
            $0
            //#endif
            """),
    ];
}
