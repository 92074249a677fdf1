using System.Buffers;
using System.Text;
using McpPlatform.Guard.Detection;

namespace McpPlatform.Guard.Redaction;

/// <summary>What is written in the place of sensitive data. It holds no sign that JSON would escape.</summary>
public interface IReplacement
{
    /// <summary>Writes it.</summary>
    /// <param name="detector">What found the data.</param>
    /// <param name="data">The data, in UTF-8.</param>
    /// <param name="to">Where to write.</param>
    void Write(Detector detector, ReadOnlySpan<byte> data, IBufferWriter<byte> to);
}

/// <summary>The name of what was there: <c>[email]</c>.</summary>
public sealed class Mask : IReplacement
{
    /// <inheritdoc/>
    public void Write(Detector detector, ReadOnlySpan<byte> data, IBufferWriter<byte> to)
    {
        ArgumentNullException.ThrowIfNull(detector);
        Encoding.UTF8.GetBytes(detector.Placeholder, to);
    }
}
