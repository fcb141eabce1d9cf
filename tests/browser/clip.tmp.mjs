import { realpathSync } from 'node:fs';
import { launchBrowser, visit } from './lib/browser.js';
import { serve } from './lib/garden.js';
const [site, out, file, width, scheme, h, extra] = process.argv.slice(2);
const browser = await launchBrowser();
const server = await serve(realpathSync(site), '/');
await visit(browser, server.address, file, { colorScheme: scheme, viewport: { width: +width, height: +h }, ...(extra==='forced'?{forcedColors:'active'}:{}), ...(extra==='nojs'?{javaScriptEnabled:false}:{}) }, async (page) => {
  if (extra === 'print') await page.emulateMedia({ media: 'print' });
  await page.screenshot({ path: out });
});
await server.close(); await browser.close();
