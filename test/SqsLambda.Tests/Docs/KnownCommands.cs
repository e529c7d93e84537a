namespace SqsLambda.Tests.Docs;

/// <summary>Who runs the commands of the pages.</summary>
internal static class KnownCommands
{
    private const string Adopt = "test/SqsLambda.Template.Tests/adopt.sh";
    private const string CiRun = ".ci/run";
    private const string DeployCommands = "test/SqsLambda.Tests/Deploy/StackTests.cs";
    private const string LaptopTests = "test/SqsLambda.Local.Tests/";

    /// <summary>Commands of the laptop that end by themselves, with their exit codes. <see cref="CommandTests"/> runs them.</summary>
    public static IReadOnlyDictionary<string, int> OfLaptop { get; } = new Dictionary<string, int>
    {
        ["dotnet sqs-lambda-local --help"] = 0,
        ["dotnet sqs-lambda-local --port 0 --until-idle"] = 1,
        ["dotnet sqs-lambda-local --port 0 --until-idle --log"] = 1,
        ["dotnet sqs-lambda-local --port 0 --until-idle --trace"] = 1,
        ["dotnet sqs-lambda-local --port 0 --until-idle --send orders.jsonl --fifo --dead-letter-at-once"] = 1,
        ["""dotnet sqs-lambda-local --port 0 --until-idle --filter '{"body":{"sku":[{"prefix":"TEA"}]}}'"""] = 0,
        ["dotnet sqs-lambda-local --port 0 --until-idle --report-batch-item-failures off"] = 1,
        ["dotnet sqs-lambda-local --port 0 --until-idle --fault-duplicate 10 --fault-crash 10 --fault-delete 10 --seed 1 --function-timeout 2 --visibility-timeout 4"] = 1,
        ["dotnet sqs-lambda-local invoke --event event.json"] = 0,
    };

    /// <summary>Other commands: the file that runs the same, and a part of it.</summary>
    public static IReadOnlyDictionary<string, (string File, string Part)> Others { get; } = new Dictionary<string, (string, string)>
    {
        ["dotnet run --project src/SqsLambda.Local"] = (LaptopTests + "EndToEnd/EndedByUserTests.cs", "RunningProgram"),
        ["dotnet test"] = (CiRun, "dotnet test"),
        ["aws cloudformation deploy --stack-name sqs-lambda-orders --template-file src/SqsLambda/deploy/resources.yaml --capabilities CAPABILITY_NAMED_IAM"] = (DeployCommands, "DeployCommands.Deploy[0]"),
        ["dotnet lambda deploy-function"] = (DeployCommands, "DeployCommands.Deploy[1]"),
        ["aws cloudformation deploy --stack-name sqs-lambda-orders-trigger --template-file src/SqsLambda/deploy/trigger.yaml"] = (DeployCommands, "DeployCommands.Deploy[2]"),
        ["cd src/SqsLambda.Native"] = ("test/SqsLambda.Tests/Repository/NativeDefaultsTests.cs", "cd src/SqsLambda.Native"),
        ["aws cloudformation deploy --stack-name sqs-lambda-orders-trigger --template-file src/SqsLambda/deploy/trigger.yaml --parameter-overrides Enabled=false"] = (DeployCommands, "DeployCommands.StopAndGoOn[0]"),
        ["aws cloudformation deploy --stack-name sqs-lambda-orders-trigger --template-file src/SqsLambda/deploy/trigger.yaml --parameter-overrides Enabled=true"] = ("test/SqsLambda.Tests/Deploy/DeployPageTests.cs", "Every_deploy_command_names_a_template"),
        ["aws lambda list-event-source-mappings --function-name sqs-lambda-orders --query 'EventSourceMappings[].State' --output text"] = (DeployCommands, "--query 'EventSourceMappings[].State' --output text"),
        ["aws lambda wait function-updated-v2 --function-name sqs-lambda-orders"] = (DeployCommands, "aws lambda wait function-updated-v2 --function-name"),
        ["aws sqs start-message-move-task --source-arn DEAD_LETTER_QUEUE_ARN --destination-arn QUEUE_ARN"] = (LaptopTests + "EndToEnd/DeadLetterQueueTests.cs", "StartMessageMoveTaskAsync"),
        ["dotnet sqs-lambda-local"] = (LaptopTests + "EndToEnd/EndedByUserTests.cs", "RunningProgram"),
        ["dotnet sqs-lambda-local --open"] = (LaptopTests + "EndToEnd/OpenTests.cs", "\"--open\""),
        ["dotnet sqs-lambda-local --env CARRIER=post --env LIMIT=5"] = (LaptopTests + "EndToEnd/OtherFunctionTests.cs", "\"--env\""),
        ["dotnet sqs-lambda-local --function ../shipping"] = (LaptopTests + "EndToEnd/OtherFunctionTests.cs", "\"--function\""),
        ["dotnet sqs-lambda-local --functions functions.json"] = (LaptopTests + "EndToEnd/SeveralFunctionsTests.cs", "\"--functions\""),
        ["dotnet sqs-lambda-local --dynamodb http://127.0.0.1:8000"] = (LaptopTests + "EndToEnd/DynamoDbTests.cs", "\"--dynamodb\""),
        ["dotnet sqs-lambda-local --command \"python3 function.py\" --log"] = (LaptopTests + "EndToEnd/ForeignProgramTests.cs", "\"--command\""),
        ["dotnet sqs-lambda-local --runtime-api"] = (LaptopTests + "EndToEnd/ForeignProgramTests.cs", "\"--runtime-api\""),
        ["dotnet sqs-lambda-local --runtime-api --function-timeout 900"] = (LaptopTests + "EndToEnd/ForeignProgramTests.cs", "\"--runtime-api\""),
        ["AWS_LAMBDA_RUNTIME_API=127.0.0.1:9001 python3 function.py"] = (LaptopTests + "EndToEnd/ForeignProgramTests.cs", "AWS_LAMBDA_RUNTIME_API"),
        ["QUEUE_URL=http://127.0.0.1:9324/000000000000/mine"] = (LaptopTests + "Http/Query/QueryWireTests.cs", "/000000000000/"),
        ["curl http://127.0.0.1:9324 -d Action=CreateQueue -d QueueName=mine"] = (LaptopTests + "Http/Query/QueryWireTests.cs", "Action=CreateQueue&QueueName="),
        ["curl http://127.0.0.1:9324 -H 'X-Amz-Target: AmazonSQS.ListQueues' -d '{}'"] = (LaptopTests + "Http/Query/QueryWireTests.cs", "\"AmazonSQS.ListQueues\""),
        ["curl http://127.0.0.1:9324 -d Action=ListQueues --aws-sigv4 aws:amz:eu-west-1:sqs --user x:y"] = (LaptopTests + "Http/RequestRegionTests.cs", "/eu-west-1/sqs/aws4_request"),
        ["curl \"$QUEUE_URL?Action=SendMessage\" --data-urlencode 'MessageBody=hello & goodbye'"] = (LaptopTests + "Http/Query/QueryWireTests.cs", "Action=SendMessage"),
        ["curl \"$QUEUE_URL?Action=ReceiveMessage&AttributeName.1=All&WaitTimeSeconds=5\""] = (LaptopTests + "Http/Query/QueryWireTests.cs", "Action=ReceiveMessage"),
        ["dotnet sqs-lambda-local --queue-url QUEUE_URL"] = (LaptopTests + "EndToEnd/QueueElsewhereTests.cs", "\"--queue-url\""),
        ["dotnet pack"] = (Adopt, "dotnet pack"),
        ["dotnet new install SqsLambda.Template"] = (Adopt, "dotnet new install"),
        ["dotnet new install packages/SqsLambda.Template.0.1.0.nupkg"] = (Adopt, "packages/SqsLambda.Template."),
        ["dotnet new sqs-lambda -n Thumbnails --message ThumbnailRequested"] = (Adopt, "adopt Thumbnails --message ThumbnailRequested"),
        ["cd Thumbnails"] = (Adopt, "cd \"$name\""),
        ["dotnet tool restore"] = (Adopt, "dotnet tool restore"),
        ["dotnet new tool-manifest"] = (Adopt, "dotnet new tool-manifest"),
        ["dotnet tool install SqsLambda.Local"] = (Adopt, "dotnet tool install SqsLambda.Local"),
    };
}
