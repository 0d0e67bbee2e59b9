/// Where backups are kept: a folder or an S3 bucket, with every object encrypted.
@NullMarked
package caravel.backup;

import org.jspecify.annotations.NullMarked;
