namespace McpPlatform.Worker.Planning.Words;

/// <summary>Words that carry nothing by themselves: leaving them without effect needs no mention.</summary>
internal static class StopWords
{
    private static readonly HashSet<string> All =
    [
        .. """
        a an the my our your their its this that these those all any some each every both of for and or then also too as is are be been was
        were will would should shall can could may might must please kindly thanks thank you hi hello hey dear ok okay so well just now
        right away i we me us it they them he she one ones do does did done have has had having let want wants wanted need needs like wish
        to in into on at by with from out up over off if when while once there here what which who whose where how not no but only
        copy load move sync synchronize import export get put bring take make set run start go use using new data dataset datasets
        table tables file files folder row rows record records column columns field fields database databases db schema schemas connection
        connections stream streams source destination target pipeline plan job task process content contents entire whole full complete
        everything entries values value stuff things csv tsv json jsonl txt gz called named name names cursor key keys primary time times zone
        instead same way again still already first last sure yes great would'd job jobs kind about i'm am time-zone timezone daily-run
        mind help helping helps working try trying sure existing current version latest being going gonna wanna everyday collection server postgres postgresql system out store excel
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
    ];

    public static bool Contains(string word) => All.Contains(word);
}
