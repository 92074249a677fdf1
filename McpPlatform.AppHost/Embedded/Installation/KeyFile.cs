using System.Security.Cryptography;
using McpPlatform.AppHost.Machine;

namespace McpPlatform.AppHost.Installation;

/// <summary>32 random bytes in base64, in a file of the owner alone.</summary>
internal static class KeyFile
{
    private const int Bytes = 32;

    /// <summary>Reads the file, or writes it the first time.</summary>
    public static async Task<string> ReadOrCreateAsync(string path, CancellationToken cancellationToken)
    {
        if (File.Exists(path))
        {
            return (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
        }

        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes));
        await PrivateFile.WriteAsync(path, key, cancellationToken);
        return key;
    }
}
