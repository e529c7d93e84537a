using SqsLambda.Template;

if (args is not [var repository, var output, var version])
{
    Console.Error.WriteLine("Usage: SqsLambda.Template REPOSITORY OUTPUT VERSION");
    return 2;
}

try
{
    TemplateWriter.Write(repository, output, version);
    return 0;
}
catch (SubstitutionException exception)
{
    Console.Error.WriteLine($"error : {exception.Message}");
    return 1;
}
