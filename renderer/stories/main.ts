console.log('stories')
