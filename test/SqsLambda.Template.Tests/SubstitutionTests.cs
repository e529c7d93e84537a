namespace SqsLambda.Template.Tests;

public sealed class SubstitutionTests
{
    [Fact]
    public void A_text_is_replaced_wherever_it_is() =>
        Assert.Equal("$1 and $1", Substitution.Text("a.b", "$1").Apply("file", "a.b and a.b"));

    [Fact]
    public void Lines_are_cut_from_the_first_to_the_one_before_the_last() =>
        Assert.Equal("one\nfour\n", Substitution.CutLines("two", "four").Apply("file", "one\n  two\nthree\nfour\n"));

    [Fact]
    public void A_pattern_is_replaced_line_by_line() =>
        Assert.Equal("x=1;\nx=2;\n", Substitution.Match("^a(\\d)$", "x=$1;").Apply("file", "a1\na2\n"));

    [Fact]
    public void A_text_that_is_not_there_is_an_error_that_names_the_file_and_the_text() => Assert.Equal(
        "Function.cs has nothing that matches the template's substitution 'b'. Change the substitution, or remove it.",
        Assert.Throws<SubstitutionException>(() => Substitution.Cut("b").Apply("Function.cs", "a")).Message);

    [Theory]
    [InlineData("Order", "MESSAGE")]
    [InlineData("new Order()", "new MESSAGE()")]
    [InlineData("IMessageHandler<Order>", "IMessageHandler<MESSAGE>")]
    [InlineData("Ordering", "Ordering")]
    [InlineData("OrderBook", "OrderBook")]
    [InlineData("InOrder", "InOrder")]
    [InlineData("in order", "in order")]
    [InlineData("Order-1", "MESSAGE-1")]
    [InlineData("pre-Order", "pre-Order")]
    [InlineData("Order_1", "Order_1")]
    public void A_rename_leaves_words_alone_that_only_contain_it(string content, string renamed) =>
        Assert.Equal(renamed, new Rename("Order", "MESSAGE").Apply(content));
}
