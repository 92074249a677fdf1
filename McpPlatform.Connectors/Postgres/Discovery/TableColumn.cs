using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Connectors.Postgres.Discovery;

/// <summary>A column as the database has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its logical type; a domain counts as what it is based on.</param>
/// <param name="Nullable">Whether it may be without value.</param>
/// <param name="Declared">The declared type, for people and for SQL.</param>
/// <param name="BaseTypeId">Identifier of the type, domains resolved.</param>
/// <param name="ElementTypeId">Identifier of an array's element type; 0 where it is no array.</param>
/// <param name="BinaryIsText">Whether its binary form is its text: text, varchar, enums, citext …</param>
/// <param name="HasBinaryForm">Whether it has a binary form at all.</param>
/// <param name="HasDefault">Whether a default, an identity or a generation fills it.</param>
/// <param name="Generated">Whether it is computed and can never be written.</param>
internal sealed record TableColumn(
    string Name, ColumnType Type, bool Nullable, string Declared, long BaseTypeId, long ElementTypeId, bool BinaryIsText, bool HasBinaryForm,
    bool HasDefault, bool Generated)
{
    // Identifiers below are given by hand and the same on every server.
    private const long FirstUserTypeId = 16_384;

    /// <summary>Whether the binary form means the same on every server: it holds no identifier that another server numbers differently.</summary>
    public bool HasPortableBinaryForm =>
        HasBinaryForm && BaseTypeId < FirstUserTypeId && !Declared.StartsWith("reg", StringComparison.Ordinal)
        && Type.NativeName is not ("record" or "\"char\"" or "record[]" or "\"char\"[]");

    /// <summary>As the catalog shows it.</summary>
    public CatalogColumn ToCatalog() => new(Name, Type, Nullable, Declared);
}
