import GatehouseService
import Testing

struct HTMLTextTests {
    @Test func `what would be mark-up or end an attribute is written as text`() {
        #expect(
            HTMLText.escaped(#"<a href="x" title='y'>&amp;"#)
                == "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;")
        #expect(HTMLText.escaped("Ünïcödé 🙂") == "Ünïcödé 🙂")
    }
}
