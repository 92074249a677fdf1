using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpPlatform.Contracts.Connectors;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Contracts;

public sealed class ColumnTypeTests
{
    [Theory]
    [InlineData("text")]
    [InlineData("int64")]
    [InlineData("timestamptz")]
    [InlineData("numeric")]
    [InlineData("numeric(10,2)")]
    [InlineData("numeric(3,-2)")]
    [InlineData("numeric(1000,0)[]")]
    [InlineData("int32[]")]
    [InlineData("native:int4range")]
    [InlineData("native:public.mood[]")]
    public void A_type_is_written_as_the_word_it_is_read_from(string word)
    {
        ColumnType.TryParse(word, out var type).ShouldBeTrue();

        type.ToString().ShouldBe(word);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData("int99")]
    [InlineData("3")]
    [InlineData("native")]
    [InlineData("native:")]
    [InlineData("text[][]")]
    [InlineData("numeric(0,0)")]
    [InlineData("numeric(1001,0)")]
    [InlineData("numeric(10)")]
    [InlineData("numeric(10,2")]
    [InlineData("text(10,2)")]
    public void What_is_no_type_is_refused(string? word) => ColumnType.TryParse(word, out _).ShouldBeFalse();

    [Fact]
    public void Every_type_survives_its_word_and_its_JSON()
    {
        var types = Gen.OneOf(
            Gen.Elements(Enum.GetValues<TypeKind>().Where(k => k != TypeKind.Native).ToArray()).Select(k => new ColumnType(k)),
            Gen.Choose(1, 1000).SelectMany(p => Gen.Choose(-1000, 1000).Select(s => ColumnType.Numeric(p, s))),
            Gen.Elements("int4range", "public.mood", "my \"odd\" type").Select(ColumnType.Native));
        var all = types.SelectMany(t => Gen.Elements(t, t.AsArray()));

        Prop.ForAll(all.ToArbitrary(), type =>
            ColumnType.TryParse(type.ToString(), out var read) && read == type
            && JsonSerializer.Deserialize<ColumnType>(JsonSerializer.Serialize(type)) == type).QuickCheckThrowOnFailure();
    }
}
