using McpPlatform.Contracts.Api;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Inbox;

/// <summary>Takes uploaded files into the inbox: written aside, then renamed, so that nobody reads half a file.</summary>
internal sealed class InboxUploads(IPolicy policy, IOptions<InstallationOptions> installation)
{
    private const string Connection = "inbox";
    private const int MaxNameLength = 200;

    public async Task<UploadedFile> TakeAsync(Principal by, string connection, string fileName, Stream content, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.ManageConnections, $"connection/{connection}/files/{fileName}", cancellationToken);
        BuiltIns.RequireOwner(by, Connection);
        if (connection != Connection)
        {
            throw new InvalidInputException($"Files can only be uploaded to the connection '{Connection}'.");
        }

        CheckName(fileName);
        var folder = installation.Value.InboxFolder ?? throw new ConflictException("This installation has no inbox (Platform:InboxFolder).");
        Directory.CreateDirectory(folder);
        var bytes = await WriteAsync(folder, fileName, content, cancellationToken);
        return new UploadedFile(connection, fileName, bytes);
    }

    private static async Task<long> WriteAsync(string folder, string fileName, Stream content, CancellationToken cancellationToken)
    {
        var aside = Path.Combine(folder, $".upload-{Guid.CreateVersion7():N}");
        try
        {
            long bytes;
            await using (var file = new FileStream(aside, FileMode.CreateNew, FileAccess.Write, FileShare.None, 131_072, useAsync: true))
            {
                await content.CopyToAsync(file, cancellationToken);
                bytes = file.Length;
            }

            // A rename replaces a symbolic link of that name instead of following it.
            File.Move(aside, Path.Combine(folder, fileName), overwrite: true);
            return bytes;
        }
        finally
        {
            File.Delete(aside);
        }
    }

    private static void CheckName(string name)
    {
        if (name.Length is 0 or > MaxNameLength || name.StartsWith('.') || name.Any(c => char.IsControl(c) || c is '/' or '\\' or ':'))
        {
            throw new InvalidInputException(
                $"A file's name has 1 to {MaxNameLength} characters, no folders, and does not begin with a point.");
        }
    }
}
