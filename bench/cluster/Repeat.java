import java.nio.file.Path;
import java.util.Map;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/** Adds the segments of one shard to another that nobody has open, so many times: files are copied, nothing is indexed. */
public class Repeat {
    public static void main(String[] given) throws Exception {
        try (Directory into = FSDirectory.open(Path.of(given[0])); Directory from = FSDirectory.open(Path.of(given[1]))) {
            Map<String, String> known = SegmentInfos.readLatestCommit(into).getUserData();
            IndexWriterConfig config = new IndexWriterConfig()
                .setSoftDeletesField("__soft_deletes")
                .setMergePolicy(NoMergePolicy.INSTANCE)
                .setOpenMode(IndexWriterConfig.OpenMode.APPEND);
            try (IndexWriter writer = new IndexWriter(into, config)) {
                for (int time = 0; time < Integer.parseInt(given[2]); time++) {
                    writer.addIndexes(from);
                }
                writer.setLiveCommitData(known.entrySet());
                writer.commit();
            }
        }
    }
}
