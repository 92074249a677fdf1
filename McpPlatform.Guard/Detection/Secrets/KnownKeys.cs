using System.Text;
using static McpPlatform.Guard.Detection.Secrets.KeyAlphabet;

namespace McpPlatform.Guard.Detection.Secrets;

/// <summary>
/// Keys whose makers mark them by a prefix, as their documentation says. Each word of a text is looked up by its first two bytes, so that
/// what is no key costs one read of a table.
/// </summary>
internal static class KnownKeys
{
    private static readonly KnownKey[][] ByStart = Group(
    [
        Key("AKIA", Upper, 16, 16), Key("ASIA", Upper, 16, 16), Key("ABIA", Upper, 16, 16), Key("ACCA", Upper, 16, 16),
        Key("ghp_", Word, 36), Key("gho_", Word, 36), Key("ghu_", Word, 36), Key("ghs_", Word, 36), Key("ghr_", Word, 36), Key("github_pat_", Url, 60),
        Key("glpat-", Url, 20), Key("gldt-", Url, 20), Key("glrt-", Url, 20), Key("glptt-", Url, 40),
        Key("xoxb-", Url, 20), Key("xoxp-", Url, 20), Key("xoxa-", Url, 20), Key("xoxr-", Url, 20), Key("xoxs-", Url, 20), Key("xapp-", Url, 20), Key("xoxe.", Any, 20),
        Key("sk_live_", Word, 16), Key("sk_test_", Word, 16), Key("rk_live_", Word, 16), Key("rk_test_", Word, 16), Key("whsec_", Any, 24),
        Key("AIza", Url, 35, 35), Key("ya29.", Url, 20), Key("GOCSPX-", Url, 28),
        Key("sk-ant-", Url, 20), Key("sk-proj-", Url, 20), Key("sk-svcacct-", Url, 20), Key("sk-or-", Url, 20), Key("sk-", Word, 32), Key("gsk_", Word, 32), Key("hf_", Word, 30),
        Key("npm_", Word, 36), Key("pypi-", Url, 50), Key("rubygems_", Hex, 48), Key("dckr_pat_", Url, 20),
        Key("SG.", Any, 50), Key("dop_v1_", Hex, 64), Key("doo_v1_", Hex, 64), Key("shpat_", Hex, 32), Key("shpss_", Hex, 32), Key("shpca_", Hex, 32), Key("shppa_", Hex, 32),
        Key("sq0atp-", Url, 22), Key("sq0csp-", Url, 40), Key("EAAA", Url, 60), Key("lin_api_", Word, 32), Key("ntn_", Word, 40), Key("figd_", Url, 36),
        Key("PMAK-", Url, 40), Key("NRAK-", Upper, 20), Key("glsa_", Url, 32), Key("hvs.", Url, 24), Key("hvb.", Url, 24), Key("atlasv1.", Url, 40),
        Key("AGE-SECRET-KEY-1", Upper, 50), Key("tskey-", Url, 20), Key("sbp_", Hex, 40), Key("dapi", Hex, 32, 34), Key("mcpp_", Url, 43, 43), Key("mcps_", Url, 43, 43),
        Key("key-", Hex, 32, 32), Key("pat-na1-", Url, 30), Key("AccountKey=", Any, 80), Key("SharedAccessKey=", Any, 40),
    ]);

    private static readonly byte[] Starts = Index();

    /// <summary>Where the key that begins at a word ends; 0 for none.</summary>
    public static int Match(ReadOnlySpan<byte> text, int start)
    {
        if (start + 1 >= text.Length || Starts[text[start] | (text[start + 1] << 8)] is var group && group == 0)
        {
            return 0;
        }

        foreach (var key in ByStart[group - 1])
        {
            if (key.Match(text, start) is var end and > 0)
            {
                return end;
            }
        }

        return 0;
    }

    private static KnownKey Key(string prefix, KeyAlphabet alphabet, int shortest, int longest = 400) => new(Encoding.ASCII.GetBytes(prefix), alphabet, shortest, longest);

    private static KnownKey[][] Group(KnownKey[] keys) => [.. keys.GroupBy(k => (k.Prefix[0], k.Prefix[1])).Select(g => g.ToArray())];

    private static byte[] Index()
    {
        var index = new byte[65_536];
        for (var i = 0; i < ByStart.Length; i++)
        {
            var prefix = ByStart[i][0].Prefix;
            index[prefix[0] | (prefix[1] << 8)] = (byte)(i + 1);
        }

        return index;
    }
}
