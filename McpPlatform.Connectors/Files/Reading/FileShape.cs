using McpPlatform.Connectors.Files.Formats;
using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Connectors.Files.Reading;

/// <summary>What examining a file found: its format, and its columns in the order of the file.</summary>
/// <param name="Format">How it is read.</param>
/// <param name="Names">Column names, made unique.</param>
/// <param name="Columns">The columns with their types.</param>
/// <param name="Rows">Rows of the whole file, also those that would be rejected.</param>
/// <param name="Notes">What a person should know, such as names that were changed.</param>
/// <param name="WithoutValue">Names of columns that have no value in the file, so that their type says nothing.</param>
internal sealed record FileShape(
    FileFormat Format, IReadOnlyList<string> Names, IReadOnlyList<CatalogColumn> Columns, long Rows, IReadOnlyList<string> Notes,
    IReadOnlySet<string> WithoutValue);
